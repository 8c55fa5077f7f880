// SPDX-License-Identifier: Apache-2.0
// Beginning and ending of reading as a partner.
#include "account/viewing.h"

#include "access.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "user/session.h"

enum rc web_viewing(struct call *call)
{
    struct partner partner;
    TRY(access_partner(call, (struct partner_id){.v = call->ids[0]}, &partner));
    TRY(session_view(&call->flow, &call->actor.person->session, partner.id));
    return page_redirect(call, portal_home(ROLE_PARTNER));
}

enum rc web_viewing_end(struct call *call)
{
    const struct identity_session *session = &call->actor.person->session;
    TRY(session_view_end(&call->flow, session));
    struct text back = show_url(call, "/operator/partners/", PREFIX_PARTNER, session->viewed_partner_id.v);
    return page_redirect(call, text_is(back) ? back : TEXT("/home"));
}

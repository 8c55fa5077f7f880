// SPDX-License-Identifier: Apache-2.0
// The pages about the network itself: settings, people, letters, the audit log. Each reader sees the tabs that are open
// to him.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "template/html.h"

enum network_tab { NETWORK_SETTINGS, NETWORK_PEOPLE, NETWORK_ROLES, NETWORK_MAIL, NETWORK_AUDIT, NETWORK_TAB_COUNT };

struct tabs_view network_tabs(const struct call *call, const struct render *render, enum network_tab current);

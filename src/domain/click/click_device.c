// SPDX-License-Identifier: Apache-2.0
// A visitor's device class by words in the agent. The order of the table decides; names of phones that contain a word
// of another class stand before it.
#include "click/click.h"

struct word {
    const char *lower;
    enum click_device device;
};

static const struct word words[] = {
    // People's devices whose names look like something else.
    {"cubot", DEVICE_MOBILE},
    // Programs.
    {"bot", DEVICE_BOT},
    {"spider", DEVICE_BOT},
    {"crawl", DEVICE_BOT},
    {"slurp", DEVICE_BOT},
    {"headless", DEVICE_BOT},
    {"phantomjs", DEVICE_BOT},
    {"lighthouse", DEVICE_BOT},
    {"facebookexternalhit", DEVICE_BOT},
    {"mediapartners", DEVICE_BOT},
    {"feedfetcher", DEVICE_BOT},
    {"google-inspectiontool", DEVICE_BOT},
    {"googleother", DEVICE_BOT},
    {"bingpreview", DEVICE_BOT},
    {"whatsapp/", DEVICE_BOT},
    {"pingdom", DEVICE_BOT},
    {"uptime", DEVICE_BOT},
    {"monitoring", DEVICE_BOT},
    {"scrapy", DEVICE_BOT},
    {"curl/", DEVICE_BOT},
    {"wget", DEVICE_BOT},
    {"python", DEVICE_BOT},
    {"libwww", DEVICE_BOT},
    {"go-http-client", DEVICE_BOT},
    {"java/", DEVICE_BOT},
    {"apache-httpclient", DEVICE_BOT},
    {"node-fetch", DEVICE_BOT},
    {"axios/", DEVICE_BOT},
    {"guzzlehttp", DEVICE_BOT},
    {"postmanruntime", DEVICE_BOT},
    {"ruby", DEVICE_BOT},
    {"archiver", DEVICE_BOT},
    {"validator", DEVICE_BOT},
    {"preview", DEVICE_BOT},
    // Tablets name themselves; an Android without "mobile" is one by Google's rule.
    {"ipad", DEVICE_TABLET},
    {"tablet", DEVICE_TABLET},
    {"kindle", DEVICE_TABLET},
    {"silk/", DEVICE_TABLET},
    {"playbook", DEVICE_TABLET},
    {"mobi", DEVICE_MOBILE},
    {"iphone", DEVICE_MOBILE},
    {"ipod", DEVICE_MOBILE},
    {"windows phone", DEVICE_MOBILE},
    {"blackberry", DEVICE_MOBILE},
    {"opera mini", DEVICE_MOBILE},
    {"symbian", DEVICE_MOBILE},
    {"midp", DEVICE_MOBILE},
    {"nokia", DEVICE_MOBILE},
    {"android", DEVICE_TABLET},
    // What remains of browsers.
    {"windows", DEVICE_DESKTOP},
    {"macintosh", DEVICE_DESKTOP},
    {"cros ", DEVICE_DESKTOP},
    {"x11", DEVICE_DESKTOP},
    {"linux", DEVICE_DESKTOP},
};

static size_t text_of_lower(struct text t, char *ret_lower, size_t max)
{
    size_t n = t.n < max ? t.n : max;
    for (size_t i = 0; i < n; i++) {
        char c = t.p[i];
        ret_lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return n;
}

enum click_device click_device_of(struct text agent)
{
    char lower[CLICK_AGENT_MAX];
    struct text folded = {.p = lower, .n = text_of_lower(agent, lower, sizeof(lower))};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_find(folded, text_of(words[i].lower), 0) != SIZE_MAX) {
            return words[i].device;
        }
    }
    return DEVICE_OTHER;
}

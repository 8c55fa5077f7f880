// SPDX-License-Identifier: Apache-2.0
// Names of browsers and systems.
#include "user/device.h"

// The first that fits: Edge and Opera also say Chrome, Chrome also says Safari.
static const char *const browsers[][2] = {{"Edg/", "Edge"},
                                          {"OPR/", "Opera"},
                                          {"Firefox/", "Firefox"},
                                          {"Chromium/", "Chromium"},
                                          {"HeadlessChrome/", "Chrome"},
                                          {"Chrome/", "Chrome"},
                                          {"Safari/", "Safari"},
                                          {"curl/", "curl"}};
static const char *const systems[][2] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},      {"Android", "Android"},
                                         {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"},
                                         {"Linux", "Linux"}};

static const char *name_in(struct text agent, const char *const (*names)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_find(agent, text_of(names[i][0]), 0) != SIZE_MAX) {
            return names[i][1];
        }
    }
    return NULL;
}

struct text device_name(struct arena *arena, struct text agent)
{
    const char *browser = name_in(agent, browsers, sizeof(browsers) / sizeof(browsers[0]));
    const char *system = name_in(agent, systems, sizeof(systems) / sizeof(systems[0]));
    if (browser == NULL || system == NULL) {
        return browser == NULL ? text_of(system) : text_of(browser);
    }
    return text_format(arena, "%s, %s", browser, system);
}

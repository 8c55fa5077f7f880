// SPDX-License-Identifier: Apache-2.0
// The colour profile of documents that are PDF/A: sRGB of the Debian package icc-profiles-free, compiled in.
#pragma once

#include <stddef.h>

extern const unsigned char pdf_profile[];
extern const size_t pdf_profile_size;

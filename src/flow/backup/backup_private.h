// SPDX-License-Identifier: Apache-2.0
// What writing and restoring a backup share.
#pragma once

#include "db/db_copy.h"

enum backup_block {
    BACKUP_HEAD = 'H',
    BACKUP_TABLE = 'T',
    BACKUP_ROWS = 'R',
    BACKUP_SPOOL = 'S',
    BACKUP_KEY = 'K',
    BACKUP_END = 'E',
};
#define BACKUP_KEY_FILE "master.key"

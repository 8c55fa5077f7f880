# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL asked through its own library: psql takes ten times as long to begin, and tests ask thousands of times."""
import ctypes
import ctypes.util

LIBRARY = ctypes.CDLL(ctypes.util.find_library('pq') or 'libpq.so.5')
DONE = (1, 2)  # PGRES_COMMAND_OK, PGRES_TUPLES_OK

for name, result, arguments in (
        ('PQconnectdb', ctypes.c_void_p, [ctypes.c_char_p]), ('PQfinish', None, [ctypes.c_void_p]),
        ('PQexec', ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]), ('PQclear', None, [ctypes.c_void_p]),
        ('PQresultStatus', ctypes.c_int, [ctypes.c_void_p]), ('PQerrorMessage', ctypes.c_char_p, [ctypes.c_void_p]),
        ('PQntuples', ctypes.c_int, [ctypes.c_void_p]), ('PQnfields', ctypes.c_int, [ctypes.c_void_p]),
        ('PQgetvalue', ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_int, ctypes.c_int])):
    function = getattr(LIBRARY, name)
    function.restype, function.argtypes = result, arguments


class Refused(Exception):
    """What the server said."""


def run_one(connection, sql):
    result = LIBRARY.PQexec(connection, sql.encode())
    try:
        if LIBRARY.PQresultStatus(result) not in DONE:
            raise Refused(f'{sql}: {LIBRARY.PQerrorMessage(connection).decode()}')
        columns = range(LIBRARY.PQnfields(result))
        return [[LIBRARY.PQgetvalue(result, row, column).decode() for column in columns]
                for row in range(LIBRARY.PQntuples(result))]
    finally:
        LIBRARY.PQclear(result)


def run(url, sql):
    """The rows of the last statement, as lists of text; NULL is ''. What another session holds for a minute is a
    failure, not something to wait for."""
    connection = LIBRARY.PQconnectdb(url.encode())
    try:
        run_one(connection, "SET lock_timeout = '60s'; SET client_min_messages = warning")
        return run_one(connection, sql)
    finally:
        LIBRARY.PQfinish(connection)

# SPDX-License-Identifier: Apache-2.0
"""The public click log that the tests use when it lies beside the checkout: reading it, and a load client that sends it
through a running server over keep-alive, pipelined connections."""
import csv
import datetime
import io
import os
import socket
import subprocess

from network import SHARED, click_id_of

FOLDER = os.path.join(SHARED, 'data', 'clicks-talkingdata')


def is_present():
    return os.path.exists(os.path.join(FOLDER, 'train_sample.csv.zst'))


def read():
    """All rows as dictionaries, in order of click_time."""
    text = subprocess.run(['zstd', '-dc', os.path.join(FOLDER, 'train_sample.csv.zst')], check=True,
                          stdout=subprocess.PIPE).stdout.decode('ascii')
    rows = list(csv.DictReader(io.StringIO(text)))
    rows.sort(key=lambda row: row['click_time'])
    return rows


def expected(name):
    """{'213': (416, 72), …} from expected_by_channel.csv or expected_by_app.csv."""
    with open(os.path.join(FOLDER, f'expected_by_{name}.csv'), encoding='ascii') as file:
        return {row[name]: (int(row['clicks']), int(row['attributed'])) for row in csv.DictReader(file)}


def instant(text):
    return datetime.datetime.strptime(text, '%Y-%m-%d %H:%M:%S').replace(tzinfo=datetime.timezone.utc)


def send_clicks(port, targets, depth=32):
    """Sends GET for each target in order over one connection, `depth` in flight; gives the Location of each answer."""
    connection = socket.create_connection(('127.0.0.1', port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    reader = connection.makefile('rb', buffering=1 << 16)
    locations = []
    sent = 0
    while len(locations) < len(targets):
        batch = targets[sent:sent + depth]
        connection.sendall(b''.join(b'GET %s HTTP/1.1\r\nHost: t.example\r\nUser-Agent: load\r\n\r\n' % t.encode()
                                    for t in batch))
        sent += len(batch)
        for _ in batch:
            locations.append(read_location(reader))
    connection.close()
    return locations


def read_location(reader):
    status = reader.readline()
    if not status.startswith(b'HTTP/1.1 302'):
        raise AssertionError(f'not a redirect: {status!r}')
    location, length = None, 0
    while True:
        line = reader.readline()
        if line in (b'\r\n', b''):
            break
        name, _, value = line.partition(b':')
        if name.lower() == b'location':
            location = value.strip().decode()
        elif name.lower() == b'content-length':
            length = int(value)
    reader.read(length)
    return location


__all__ = ['click_id_of', 'expected', 'instant', 'is_present', 'read', 'send_clicks']

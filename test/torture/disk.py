# SPDX-License-Identifier: Apache-2.0
"""What a disk may hold after the power went: the calls that fault.c recorded are played up to a moment; what was synced
is there, of the rest each sector of 512 bytes is old, or any of the newer versions it had, whatever the order; sizes
and names likewise, names in the order in which they were changed. A name is safe once its folder was synced."""
import os
import struct

SECTOR = 512
WRITE, SYNC, RENAME, TRUNCATE, UNLINK, CREATE, FOLDER, SEND = range(8)
HEAD = struct.Struct('<IIQqQ')


class Call:
    __slots__ = ('kind', 'path', 'inode', 'offset', 'data')

    def __init__(self, kind, path, inode, offset, data):
        self.kind = kind
        self.path = path
        self.inode = inode
        self.offset = offset
        self.data = data


def read_record(path):
    """The calls in order; what one call sent in parts is one again."""
    calls = []
    with open(path, 'rb') as file:
        content = file.read()
    at = 0
    while at + HEAD.size <= len(content):
        kind, path_n, inode, offset, n = HEAD.unpack_from(content, at)
        at += HEAD.size
        if at + path_n + n > len(content):
            break  # it died while it wrote this
        name = content[at:at + path_n].decode()
        data = content[at + path_n:at + path_n + n]
        at += path_n + n
        if kind == SEND and offset > 0:
            calls[-1].data += data
        else:
            calls.append(Call(kind, name, inode, offset, data))
    return calls


class File:
    """Sectors and size that are safe, and what was done to them since."""

    def __init__(self, base=None, size=0):
        self.base = base      # the path of its content before the recording; None: there was none
        self.size = size
        self.sectors = {}     # safe ones that differ from base
        self.pending = []     # ('write', sector, content) and ('size', size)
        self.now_size = size
        self.now = {}         # pending sectors as a reader sees them

    def sector(self, number):
        """As a reader sees it now."""
        if number in self.now:
            return self.now[number]
        if number in self.sectors:
            return self.sectors[number]
        if self.base is None:
            return bytes(SECTOR)
        with open(self.base, 'rb') as file:
            file.seek(number * SECTOR)
            return file.read(SECTOR).ljust(SECTOR, b'\0')

    def write(self, offset, data):
        while data:
            number, skip = divmod(offset, SECTOR)
            piece = data[:SECTOR - skip]
            content = bytearray(self.sector(number))
            content[skip:skip + len(piece)] = piece
            self.now[number] = bytes(content)
            self.pending.append(('write', number, bytes(content)))
            offset += len(piece)
            data = data[len(piece):]
        if offset > self.now_size:
            self.resize(offset)

    def resize(self, size):
        self.pending.append(('size', size, None))
        self.now_size = size

    def truncate(self, size):
        for number in [number for number in list(self.now) + list(self.sectors) if number * SECTOR >= size]:
            self.now[number] = bytes(SECTOR)
        self.resize(size)

    def sync(self):
        self.sectors.update(self.now)
        self.now = {}
        self.pending = []
        self.size = self.now_size

    def image(self, chance, random):
        """(sectors, size) of one crash: each pending sector with this chance, some version of it."""
        versions, sizes = {}, [self.size]
        for kind, number, content in self.pending:
            if kind == 'write':
                versions.setdefault(number, []).append(content)
            else:
                sizes.append(number)
        sectors = dict(self.sectors)
        for number, contents in versions.items():
            if random.random() < chance:
                sectors[number] = contents[-1] if random.random() < 0.7 else random.choice(contents)
        size = self.size if chance == 0 else self.now_size if chance == 1 else random.choice(sizes)
        return sectors, size


class Disk:
    """The folder `kept` at the beginning; then call after call is played."""

    def __init__(self, kept, root, inodes):
        """`inodes`: of the files under `root` when recording began, by their path in it."""
        self.root = root + '/'
        self.files = {}      # inode -> File, the last one that had this number
        self.names = {}      # path in root -> File: safe
        self.changes = []    # of names, not safe yet: (folder, function of names)
        self.now = {}
        for path, inode in inodes.items():
            base = os.path.join(kept, path)
            file = File(base, os.path.getsize(base))
            self.files[inode] = self.names[path] = self.now[path] = file

    def relative(self, path):
        return path[len(self.root):] if path.startswith(self.root) else '.'

    def change(self, path, what, *arguments):
        self.changes.append((os.path.dirname(path), what, arguments))
        apply(self.now, what, arguments)

    def play(self, call):
        if call.kind == SEND:
            return
        path = self.relative(call.path)
        if call.kind == CREATE:
            self.files[call.inode] = File()
            self.change(path, 'link', path, self.files[call.inode])
        elif call.kind == WRITE:
            self.files[call.inode].write(call.offset, call.data)
        elif call.kind == TRUNCATE:
            self.files[call.inode].truncate(call.offset)
        elif call.kind == RENAME:
            target = self.relative(call.data.decode())
            self.change(path, 'rename', path, target)
        elif call.kind == UNLINK:
            self.change(path, 'unlink', path)
        elif call.kind == SYNC and call.inode in self.files:
            self.files[call.inode].sync()
        elif call.kind == SYNC:
            self.sync_folder('' if path == '.' else path)

    def sync_folder(self, folder):
        for place, what, arguments in self.changes:
            if place == folder:
                apply(self.names, what, arguments)
        self.changes = [change for change in self.changes if change[0] != folder]

    def image(self, folder, chance, random):
        """Makes one that may be found after a crash now; `folder` is a copy of `kept`."""
        names = dict(self.names)
        count = 0 if chance == 0 else len(self.changes) if chance == 1 else random.randint(0, len(self.changes))
        for _, what, arguments in self.changes[:count]:
            apply(names, what, arguments)
        bases = {}
        for path, file in self.names.items():
            if names.get(path) is not file and file.base is not None and os.path.exists(os.path.join(folder, path)):
                bases[file] = os.path.join(folder, f'.base-{len(bases)}')
                os.rename(os.path.join(folder, path), bases[file])
        for path, file in names.items():
            target = os.path.join(folder, path)
            if file in bases:
                os.rename(bases.pop(file), target)
            self.write_file(target, file, chance, random)
        for path in bases.values():
            os.unlink(path)

    @staticmethod
    def write_file(target, file, chance, random):
        sectors, size = file.image(chance, random)
        if file.base is not None and not sectors and size == file.size == os.path.getsize(target):
            return
        handle = os.open(target, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            for start, content in runs(sectors):
                os.pwrite(handle, content, start * SECTOR)
            os.ftruncate(handle, size)
        finally:
            os.close(handle)


def runs(sectors):
    """Sectors that follow each other as one write: (first, content)."""
    start, parts = None, []
    for number in sorted(sectors):
        if parts and number != start + len(parts):
            yield start, b''.join(parts)
            parts = []
        start = number if not parts else start
        parts.append(sectors[number])
    if parts:
        yield start, b''.join(parts)


def apply(names, what, arguments):
    if what == 'link':
        names[arguments[0]] = arguments[1]
    elif what == 'unlink':
        names.pop(arguments[0], None)
    elif arguments[0] in names:
        names[arguments[1]] = names.pop(arguments[0])


# ---- the spool's format, read a second time: src/platform/spool/spool.h ----

def crc32c_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82f63b78 if value & 1 else 0)
        table.append(value)
    return table


TABLE = crc32c_table()


def crc32c(data):
    value = 0xffffffff
    for byte in data:
        value = value >> 8 ^ TABLE[(value ^ byte) & 255]
    return value ^ 0xffffffff


def data_end(file):
    """Behind it there are only holes."""
    end = at = 0
    try:
        while True:
            at = os.lseek(file.fileno(), end, os.SEEK_DATA)
            end = os.lseek(file.fileno(), at, os.SEEK_HOLE)
    except OSError:  # there is no more data
        return end


def spool_tail(path, number, start=64):
    """Of a segment: (end of the good records from `start` on, bytes from there to the last that is not zero)."""
    with open(path, 'rb') as file:
        n = data_end(file)
        file.seek(0)
        content = file.read(n)
    meaningful = len(content.rstrip(b'\0'))
    at = max(start, 64)
    while at + 8 <= len(content):
        n, crc = struct.unpack_from('<II', content, at)
        payload = content[at + 8:at + 8 + n]
        if not 0 < n <= 16384 or len(payload) < n:
            break
        if crc != crc32c(struct.pack('<QQI', number, at, n) + payload):
            break
        at += (8 + n + 7) // 8 * 8
    return at, max(0, meaningful - at)

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real SMTP server (RFC 5321) that keeps what it gets: the other end of the tests of mail.

    smtp_sink.py FOLDER [--user NAME --password SECRET] [--cert FILE --key FILE]

Prints its port, then serves until it is ended. Each message becomes FOLDER/NNNN.eml, with the envelope in its first
lines. Recipients say what becomes of them: refused@… gets 550, later@… gets 451 once, dropped@… has the connection
closed after its message was taken and before the answer. With --cert STARTTLS is offered, with --user AUTH wanted.
"""
import argparse
import asyncio
import base64
import os
import ssl


class Sink:
    def __init__(self, options):
        self.options = options
        self.count = 0
        self.put_off = set()
        self.context = None
        if options.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.cert, options.key)

    async def serve(self, reader, writer):
        session = Session(self, reader, writer)
        try:
            await session.run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def keep(self, sender, recipients, data):
        self.count += 1
        path = os.path.join(self.options.folder, f'{self.count:04}.eml')
        with open(path + '.part', 'wb') as file:
            file.write(f'X-Envelope: {sender} {" ".join(recipients)}\n'.encode() + data)
        os.rename(path + '.part', path)


class Session:
    def __init__(self, sink, reader, writer):
        self.sink = sink
        self.reader = reader
        self.writer = writer
        self.is_secret = False
        self.is_known = sink.options.user is None
        self.sender = None
        self.recipients = []

    async def say(self, *lines):
        for i, line in enumerate(lines):
            code, words = line[:3], line[4:]
            self.writer.write(f'{code}{"-" if i + 1 < len(lines) else " "}{words}\r\n'.encode())
        await self.writer.drain()

    async def line(self):
        line = await self.reader.readline()
        if not line:
            raise ConnectionError
        return line.decode().rstrip('\r\n')

    async def run(self):
        await self.say('220 sink ESMTP')
        while True:
            line = await self.line()
            verb = line.split(' ')[0].split(':')[0].upper()
            if verb in ('EHLO', 'HELO'):
                await self.hello()
            elif verb == 'STARTTLS' and self.sink.context and not self.is_secret:
                await self.secure()
            elif verb == 'AUTH':
                await self.auth(line)
            elif verb == 'MAIL':
                await self.mail(line)
            elif verb == 'RCPT':
                await self.recipient(line)
            elif verb == 'DATA':
                if not await self.data():
                    return
            elif verb == 'RSET':
                self.sender, self.recipients = None, []
                await self.say('250 ok')
            elif verb == 'QUIT':
                await self.say('221 bye')
                return
            else:
                await self.say('502 unknown')

    async def hello(self):
        lines = ['250 sink']
        if self.sink.context and not self.is_secret:
            lines.append('250 STARTTLS')
        if self.sink.options.user:
            lines.append('250 AUTH PLAIN')
        await self.say(*lines, '250 8BITMIME')

    async def secure(self):
        await self.say('220 go on')
        await self.writer.start_tls(self.sink.context)
        self.is_secret = True

    async def auth(self, line):
        words = line.split(' ')
        secret = words[2] if len(words) > 2 else None
        if secret is None:
            await self.say('334 ')
            secret = await self.line()
        _, user, password = base64.b64decode(secret).decode().split('\0')
        self.is_known = (user, password) == (self.sink.options.user, self.sink.options.password)
        await self.say('235 welcome' if self.is_known else '535 wrong')

    async def mail(self, line):
        if not self.is_known:
            await self.say('530 sign in first')
            return
        self.sender = line.split('<')[1].split('>')[0]
        self.recipients = []
        await self.say('250 ok')

    async def recipient(self, line):
        address = line.split('<')[1].split('>')[0]
        name = address.split('@')[0]
        if name == 'refused':
            await self.say('550 no such person')
        elif name == 'later' and address not in self.sink.put_off:
            self.sink.put_off.add(address)
            await self.say('451 come back later')
        else:
            self.recipients.append(address)
            await self.say('250 ok')

    async def data(self):
        await self.say('354 go on')
        lines = []
        while True:
            line = await self.reader.readline()
            if not line:
                raise ConnectionError
            if line == b'.\r\n':
                break
            lines.append(line[1:] if line.startswith(b'..') else line)
        self.sink.keep(self.sender, self.recipients, b''.join(lines))
        if any(address.startswith('dropped@') for address in self.recipients):
            return False
        await self.say('250 taken')
        return True


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--user')
    parser.add_argument('--password')
    parser.add_argument('--cert')
    parser.add_argument('--key')
    sink = Sink(parser.parse_args())
    server = await asyncio.start_server(sink.serve, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == '__main__':
    asyncio.run(main())

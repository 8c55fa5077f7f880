// SPDX-License-Identifier: Apache-2.0
// A mailbox for browser tests: a small SMTP server (RFC 5321) that keeps what it is given.
import net from "node:net";

// {port, letters, close, wait}: letters are the raw texts; wait(part) gives the first letter that holds the part.
export async function mailbox() {
  const letters = [];
  const server = net.createServer((socket) => {
    let rest = "";
    let isData = false;
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 mailbox.test ESMTP");
    socket.on("data", (bytes) => {
      rest += bytes.toString("utf8");
      for (;;) {
        if (isData) {
          const end = rest.indexOf("\r\n.\r\n");
          if (end < 0) {
            return;
          }
          letters.push(rest.slice(0, end).replaceAll("\r\n..", "\r\n."));
          rest = rest.slice(end + 5);
          isData = false;
          say("250 kept");
          continue;
        }
        const end = rest.indexOf("\r\n");
        if (end < 0) {
          return;
        }
        const word = rest.slice(0, end).split(/[ :]/)[0].toUpperCase();
        rest = rest.slice(end + 2);
        if (word === "DATA") {
          isData = true;
          say("354 go on");
        } else if (word === "QUIT") {
          say("221 bye");
          socket.end();
        } else {
          say("250 good");
        }
      }
    });
    socket.on("error", () => {});
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Quoted-printable (RFC 2045 §6.7) undone, so that addresses are whole.
  const plain = (letter) => letter.replaceAll("=\r\n", "").replace(/=([0-9A-F]{2})/g,
    (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return {
    port: server.address().port,
    letters,
    close: () => new Promise((resolve) => server.close(resolve)),
    wait: async (part, seconds = 30) => {
      for (let i = 0; i < seconds * 10; i++) {
        const found = letters.map(plain).find((letter) => letter.includes(part));
        if (found) {
          return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no letter with ${part} among ${letters.length}`);
    },
  };
}

// SPDX-License-Identifier: Apache-2.0
// A real SMTP server for the browser tests, and the letters that came.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

// RFC 2047, as the server writes it: UTF-8 in base64, words on lines of their own.
const decoded = (header) => header.replace(/\?=\r\n =\?UTF-8\?B\?/g, "?==?UTF-8?B?")
  .replace(/=\?UTF-8\?B\?(.*?)\?=/g, (_, word) => Buffer.from(word, "base64").toString());

// {options, letter, stop}: options make a server send its mail here.
export async function mailbox() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tributary-mail-"));
  const sink = spawn("python3", ["test/support/smtp_sink.py", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve) => sink.stdout.once("data", (bytes) => resolve(String(bytes).trim())));
  // The letter's text, once it has come.
  const letter = async (to, subject) => {
    for (let i = 0; i < 300; i++) {
      for (const name of fs.readdirSync(folder).filter((file) => file.endsWith(".eml"))) {
        const text = decoded(fs.readFileSync(path.join(folder, name), "utf8"));
        if (text.includes(`To: ${to}`) && text.includes(`Subject: ${subject}`)) {
          return Buffer.from(text.split("text/plain")[1].split("\r\n\r\n")[1].split("\r\n--")[0], "base64").toString();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`no letter "${subject}" to ${to} in ${fs.readdirSync(folder)}`);
  };
  return {
    options: ["--smtp-host", "127.0.0.1", "--smtp-port", port, "--smtp-tls", "none", "--smtp-from", "network@go.example"],
    letter,
    stop: () => {
      sink.kill("SIGTERM");
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

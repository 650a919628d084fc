// An SMTP server for tests, on a free port of this machine.
//
// It prints {"port":N} and then a line {"from","to","secure","user","raw"} for each letter that it takes.
// It ends when its input does, so it never outlives the test that started it.
//
//   --defer N              answers the first N recipients with 450
//   --certificate FILE     offers STARTTLS with this certificate ...
//   --key FILE             ... and its key, both PEM
//   --implicit             speaks TLS from the first byte instead
//   --user NAME            lets in nobody but this user ...
//   --password WORD        ... with this password
//
// Recipients nobody@... are refused with 550, full@... with 452, and closed@... with 530.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

const text = { type: 'string' };
const { values: options } = parseArgs({
  options: {
    defer: { ...text, default: '0' },
    certificate: text,
    key: text,
    implicit: { type: 'boolean', default: false },
    user: text,
    password: text,
  },
});

const refusals = {
  nobody: [550, 'no such mailbox\nnor any other of that name'],
  full: [452, 'mailbox full'],
  closed: [530, 'authentication required'],
};
let toDefer = Number(options.defer);

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const refusal = (code, message) => Object.assign(new Error(message), { responseCode: code });

const withTls = options.certificate !== undefined;
const disabled = [...(withTls ? [] : ['STARTTLS']), ...(options.user === undefined ? ['AUTH'] : [])];

const server = new SMTPServer({
  name: 'localhost',
  secure: options.implicit,
  ...(withTls && { cert: readFileSync(options.certificate), key: readFileSync(options.key) }),
  disabledCommands: disabled,
  authOptional: options.user === undefined,
  disableReverseLookup: true,
  closeTimeout: 500,

  onAuth({ username, password }, _session, done) {
    const known = username === options.user && password === options.password;
    done(known ? null : refusal(535, 'wrong user or password'), { user: username });
  },

  onRcptTo({ address }, _session, done) {
    const refused = refusals[address.split('@')[0]];
    if (refused) {
      done(refusal(...refused));
    } else if (toDefer > 0) {
      toDefer -= 1;
      done(refusal(450, 'try again later'));
    } else {
      done();
    }
  },

  onData(stream, session, done) {
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      tell({
        from: mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        secure: session.secure,
        user: session.user ?? null,
        raw: Buffer.concat(pieces).toString('utf8'),
      });
      done();
    });
  },
});

// A client that does not trust the certificate hangs up; that is its right.
server.on('error', (error) => process.stderr.write(`${error.message}\n`));
server.listen(0, '127.0.0.1', () => tell({ port: server.server.address().port }));

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();

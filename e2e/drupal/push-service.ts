import { execFileSync } from 'node:child_process';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a push service was sent for a device, as the device reads it. */
export interface Push {
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  /** Who sent it: the claims of its signature, which held. */
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string };
}

/** What a browser says of its subscription. */
export interface DeviceSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A push service with one device: checks who sends, and decrypts with the device's keys (RFC 8030, 8291, 8292). */
export class PushService implements AsyncDisposable {
  readonly pushes: Push[] = [];
  /** What it answers. */
  status = 201;
  readonly #device = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly #folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-push-'));
  #server: Server | undefined;
  #errors: unknown[] = [];

  /** Starts it with a certificate of its own. */
  async start(): Promise<void> {
    this.#device.generateKeys();
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '1',
        ],
        ...['-subj', '/CN=push', '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', this.#file('key'), '-out', this.certificate],
      ],
      { stdio: 'ignore' },
    );
    const options = { key: readFileSync(this.#file('key')), cert: readFileSync(this.certificate) };
    this.#server = createServer(options, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        try {
          this.pushes.push(this.#take(request, Buffer.concat(chunks)));
        } catch (error) {
          this.#errors.push(error);
        }
        response.writeHead(this.status).end();
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
  }

  /** The certificate that a client has to trust. */
  get certificate(): string {
    return this.#file('certificate');
  }

  /** Host and port, as the module's settings name a push service. */
  get host(): string {
    const address = this.#server?.address() as AddressInfo | null | undefined;
    if (!address) throw new Error('the push service is not started');
    return `127.0.0.1:${address.port}`;
  }

  /** What the device's browser brings to the site. */
  get subscription(): DeviceSubscription {
    return {
      endpoint: `https://${this.host}/device/1`,
      keys: {
        p256dh: this.#device.getPublicKey('base64url'),
        auth: this.#auth.toString('base64url'),
      },
    };
  }

  /** Takes the pushes so far; fails if one wasn't as agreed. */
  take(): readonly Push[] {
    if (this.#errors.length > 0) throw this.#errors[0];
    return this.pushes.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server?.close(() => resolve());
      this.#server?.closeAllConnections();
    });
    rmSync(this.#folder, { recursive: true });
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.pem`);
  }

  #take({ headers }: IncomingMessage, body: Buffer): Push {
    return { headers, claims: this.#check(headers.authorization ?? ''), text: this.#decrypt(body) };
  }

  #check(authorization: string): Push['claims'] {
    const [, header = '', payload = '', signature = '', key = ''] =
      /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization) ?? [];
    const point = Buffer.from(key, 'base64url');
    if (point.length !== 65) throw new Error(`not signed as agreed: ${authorization}`);
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const holds = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!holds) throw new Error('the signature does not hold');
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Push['claims'];
  }

  #decrypt(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const sender = body.subarray(21, 21 + body.readUInt8(20));
    const record = body.subarray(21 + sender.length);
    const shared = this.#device.computeSecret(sender);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#device.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32));
    const derive = (what: string, length: number) =>
      Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${what}\0`), length));
    const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    decipher.setAuthTag(record.subarray(-16));
    const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    const end = text.lastIndexOf(2);
    return text.subarray(0, end).toString('utf8');
  }
}

// Starts the built server, once for each worker, with a demo season in a temporary folder before the
// first test, and stops it after the last one.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
/** Seeding the demo season is part of the start, hence the long limit. */
const START_SECS_MAX = 90;
const STOP_SECS_MAX = 10;

type Teardown = () => Promise<void>;

export default async function startServers(): Promise<Teardown | undefined> {
  if (process.env.LUOCHUI_OWN_SERVER !== 'yes') return undefined;
  const addresses = process.env.LUOCHUI_BASE_URL!.split(',');
  const started = await Promise.allSettled(addresses.map(startServer));
  const stop = async () => {
    await Promise.all(started.map((one) => one.status === 'fulfilled' && one.value()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return stop;
}

async function startServer(base: string, number: number): Promise<Teardown> {
  const address = new URL(base);
  const data = mkdtempSync(join(tmpdir(), 'luochui-e2e-'));
  const logFile = join(root, `end2end/report/server${number + 1}.log`);
  // The tests of this server find here what it writes, such as mails.
  process.env[`LUOCHUI_E2E_DATA_${number}`] = data;
  const server = launch(address, data, logFile);
  const stop = async () => {
    await stopServer(server);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await waitUntilHealthy(address, server, logFile);
  } catch (problem) {
    await stop();
    throw problem;
  }
  return stop;
}

function launch(address: URL, data: string, logFile: string): ChildProcess {
  mkdirSync(join(root, 'end2end/report'), { recursive: true });
  const listen = ['--listen', address.host];
  const server = spawn(
    join(root, 'scripts/serve.sh'),
    ['serve', '--demo', '--data', data, ...listen],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const log = createWriteStream(logFile);
  server.stdout!.pipe(log, { end: false });
  server.stderr!.pipe(log, { end: false });
  return server;
}

function ended(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

async function waitUntilHealthy(
  address: URL,
  server: ChildProcess,
  logFile: string,
): Promise<void> {
  const until = Date.now() + START_SECS_MAX * 1000;
  while (Date.now() < until && !ended(server)) {
    const answer = await fetch(new URL('/healthz', address)).catch(() => undefined);
    if (answer?.status === 200) return;
    await pause(200);
  }
  const what = ended(server) ? 'ended' : `did not answer /healthz within ${START_SECS_MAX} s`;
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
  throw new Error(`The server under test ${what}. The end of ${logFile}:\n${lines}`);
}

async function stopServer(server: ChildProcess): Promise<void> {
  server.kill('SIGTERM');
  for (let waited = 0; waited < STOP_SECS_MAX * 10 && !ended(server); waited += 1) {
    await pause(100);
  }
  if (!ended(server)) server.kill('SIGKILL');
}

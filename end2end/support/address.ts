// The addresses of the servers under test: free ports of loopback.
import { createServer, type AddressInfo } from 'node:net';

/** Asks the system for a free port and lets it go again; a server takes it a moment later. */
async function freeAddress(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((ready, failed) => {
    probe.once('error', failed).listen(0, '127.0.0.1', ready);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return `http://127.0.0.1:${port}`;
}

/**
 * The servers under test, one for each worker. Chosen once in the process that starts the run; its
 * workers inherit the environment. `LUOCHUI_BASE_URL` from outside is used as it is, alone.
 */
export async function chooseAddresses(count: number): Promise<string[]> {
  if (process.env.LUOCHUI_BASE_URL === undefined) {
    const chosen: string[] = [];
    while (chosen.length < count) chosen.push(await freeAddress());
    process.env.LUOCHUI_BASE_URL = chosen.join(',');
    // Marks the addresses as ours, so that the setup starts a server for each.
    process.env.LUOCHUI_OWN_SERVER = 'yes';
  }
  return process.env.LUOCHUI_BASE_URL.split(',');
}

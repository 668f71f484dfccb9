// The address of the server under test: a free port of loopback.
import { createServer, type AddressInfo } from 'node:net';

/** Asks the system for a free port and lets it go again; the server takes it a moment later. */
export async function chooseAddress(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((ready, failed) => {
    probe.once('error', failed).listen(0, '127.0.0.1', ready);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  // Marks the address as ours, so that the setup starts a server for it.
  process.env.LUOCHUI_OWN_SERVER = 'yes';
  return `http://127.0.0.1:${port}`;
}

// Whether this network lets a video visit through: central's socket answers, and a way for media is found.

const WAIT_MS = 6000;

const within = (work, late) => Promise.race([work, new Promise((give) => setTimeout(() => give(late), WAIT_MS))]);

function reachesServer() {
  return within(
    new Promise((give) => {
      const socket = new WebSocket(new URL("/ws", location.href.replace(/^http/, "ws")));
      socket.onopen = () => {
        socket.close();
        give(true);
      };
      socket.onerror = () => give(false);
    }),
    false,
  );
}

/** The kinds of candidates that this network gives: host, srflx, relay. */
async function candidates(iceServers) {
  const pc = new RTCPeerConnection({ iceServers });
  const kinds = new Set();
  try {
    const gathered = new Promise((give) => {
      pc.onicecandidate = ({ candidate }) => (candidate?.candidate ? kinds.add(candidate.type ?? "host") : give());
    });
    pc.addTransceiver("audio", { direction: "recvonly" });
    await pc.setLocalDescription(await pc.createOffer());
    await within(gathered, undefined);
  } catch {
    // A browser that refuses all of this has no way for media: none of the kinds.
  }
  pc.onicecandidate = null;
  pc.close();
  return kinds;
}

const relays = ({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url));

/** good, no-server (the socket does not answer), no-path (no media gets out), no-relay (only the direct way). */
export async function lookAtPath(iceServers) {
  const [server, kinds] = await Promise.all([reachesServer(), candidates(iceServers)]);
  if (!server) return "no-server";
  if (!kinds.size) return "no-path";
  return iceServers.some(relays) && !kinds.has("relay") ? "no-relay" : "good";
}

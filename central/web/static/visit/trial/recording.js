// Five seconds of the own camera and microphone, in this page's memory alone.

const SECONDS = 5;
const KINDS = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4", "audio/webm", "audio/mp4"];

function recorderOf(tracks) {
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  return new MediaRecorder(new MediaStream(tracks), mimeType ? { mimeType } : {});
}

/** Record `tracks`; `tick(left)` counts down. `done` gives the recording, or null; `stop()` gives it up. */
export function record(tracks, tick) {
  let recorder;
  let timer = null;
  const done = new Promise((give) => {
    const parts = [];
    try {
      recorder = recorderOf(tracks);
    } catch {
      return give(null);
    }
    recorder.ondataavailable = ({ data }) => data.size && parts.push(data);
    recorder.onerror = () => give(null);
    recorder.onstop = () => give(parts.length ? new Blob(parts, { type: recorder.mimeType }) : null);
    recorder.start();
    let left = SECONDS;
    tick(left);
    timer = setInterval(() => {
      left -= 1;
      if (left > 0) return tick(left);
      clearInterval(timer);
      if (recorder.state !== "inactive") recorder.stop();
      return undefined;
    }, 1000);
    return undefined;
  });
  const stop = () => {
    clearInterval(timer);
    if (recorder && recorder.state !== "inactive") recorder.stop();
  };
  return { done, stop };
}

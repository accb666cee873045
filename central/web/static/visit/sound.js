// The microphone's level and the test tone, on one audio context that a press has woken.

let context = null;

/** Wake the audio context; browsers allow it only after a press. */
export function wakeSound() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
}

/** A level meter for one track: read() is 0 (silence) to 1 (loud). */
export function meter(track) {
  wakeSound();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    read() {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const decibel = 10 * Math.log10(power + 1e-9);
      return Math.max(0, Math.min(1, (decibel + 60) / 48));
    },
    close: () => source.disconnect(),
  };
}

function play(pitches, apart, loud) {
  for (const [index, pitch] of pitches.entries()) {
    const start = context.currentTime + 0.05 + index * apart;
    const note = context.createOscillator();
    const loudness = context.createGain();
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(loud, start + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.9);
    note.connect(loudness).connect(context.destination);
    note.start(start);
    note.stop(start + 0.95);
  }
}

/** Two soft notes, 1.4 s in all. */
export function playTone() {
  wakeSound();
  play([523.25, 659.25], 0.45, 0.25);
}

/** One round of a ring, 2 s; silent where no press has woken the sound on this page. */
export function playRing() {
  if (context?.state === "running") play([659.25, 783.99, 659.25, 783.99], 0.28, 0.35);
}

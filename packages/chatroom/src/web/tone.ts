/** The two notes, in hertz, and when each begins, in seconds. */
const notes = [
  [880, 0],
  [1174.7, 0.12],
] as const;
const noteSeconds = 0.22;
const loudness = 0.12;

let context: AudioContext | undefined;

/** Plays a short, soft tone; nothing where the browser allows none before the page was touched. */
export async function playTone(): Promise<void> {
  context ??= new AudioContext();
  if (context.state !== 'running') {
    // A page that nobody touched yet stays silent; waiting here would play it when it is long past.
    void context.resume();
    return;
  }
  const { currentTime, destination } = context;
  for (const [frequency, begin] of notes) {
    const at = currentTime + begin;
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loudness, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.001, at + noteSeconds);
    const note = new OscillatorNode(context, { type: 'sine', frequency });
    note.connect(volume).connect(destination);
    note.start(at);
    note.stop(at + noteSeconds);
  }
}

/** Lets tones be played later on: browsers want a click for it, such as that which switches them on. */
export async function allowTones(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
}

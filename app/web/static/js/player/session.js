// The lock screen, the headphones' buttons and the keyboard's media keys.

export function wireSession(root, sound, chapters) {
  const session = navigator.mediaSession;
  if (!session) return;
  const { title, show, artwork } = root.dataset;
  const acts = {
    play: () => sound.play(),
    pause: () => sound.audio.pause(),
    stop: () => sound.audio.pause(),
    seekbackward: (asked) => sound.skip(-(asked.seekOffset || 15)),
    seekforward: (asked) => sound.skip(asked.seekOffset || 30),
    seekto: (asked) => sound.seek(asked.seekTime),
    previoustrack: chapters.all.length ? () => chapters.step(-1) : null,
    nexttrack: chapters.all.length ? () => chapters.step(1) : null,
  };

  const tell = () => {
    if (!sound.started) return;
    session.playbackState = sound.isPlaying ? "playing" : "paused";
    if (sound.length > 0) {
      session.setPositionState?.({
        duration: sound.length,
        playbackRate: sound.audio.playbackRate,
        position: Math.min(sound.time, sound.length),
      });
    }
  };

  sound.on("play", () => {
    const images = artwork ? [{ src: new URL(artwork, window.location.href).href }] : [];
    session.metadata = new MediaMetadata({ title, artist: show, album: show, artwork: images });
    for (const [name, act] of Object.entries(acts)) {
      try {
        session.setActionHandler(name, act);
      } catch {
        // This browser does not know that button.
      }
    }
    tell();
  });
  for (const name of ["pause", "ended", "seeked", "ratechange", "loadedmetadata"]) sound.audio.addEventListener(name, tell);
}

// Whatever a run started and made is gone at its end, also when it fails or a signal ends it.
import { killAll } from "./children.mjs";

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Does the work; what it hands to `undo` is done at the end, the last thing first. Failures are said, and its status 1. */
export async function tidily(say, work) {
  const undo = [];
  const undoAll = async () => {
    killAll();
    while (undo.length > 0) {
      try {
        await undo.pop()();
      } catch (error) {
        say(error.message);
      }
    }
  };
  let cleaning = null;
  let stopped = false;
  /** Once, whoever asks first: the end of the run or a signal. */
  const cleanUp = () => (cleaning ??= undoAll());
  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      stopped = true;
      cleanUp().then(() => process.exit(code));
    });
  }
  try {
    await work((step) => undo.push(step));
  } catch (error) {
    // After a signal whatever was going on fails, and that is no news.
    if (!stopped) say(error.message);
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}

import type { Classifier } from './classify.ts';
import { parseStage } from './stage.ts';

/** A log repeats few replies many times; when there are more, the memory starts anew. */
const MAX_REMEMBERED = 5000;

/** The cause slug of a reply, remembered per distinct reply and stage; the classifier is made when the first one is asked for. */
export function rememberedCauses(classifier: () => Classifier): (reply: string, stage: string) => string | null {
  const known = new Map<string, string | null>();
  let made: Classifier | undefined;
  return (reply, stage) => {
    const key = `${stage}\n${reply}`;
    let cause = known.get(key);
    if (cause === undefined) {
      made ??= classifier();
      cause = made.classify(reply, { stage: parseStage(stage) }).cause;
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(key, cause);
    }
    return cause;
  };
}

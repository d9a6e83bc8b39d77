import type { Classifier } from './classify.ts';
import { parseStage } from './stage.ts';

/** A log repeats few replies many times; when there are more, the memory starts anew. */
const MAX_REMEMBERED = 5000;

/** The cause slug of a reply, remembered per distinct reply and stage; the classifier is made when the first one is asked for. */
export function rememberedCauses(classifier: () => Classifier): (reply: string, stage: string) => string | null {
  /** By stage, then by reply. */
  const known = new Map<string, Map<string, string | null>>();
  let count = 0;
  let made: Classifier | undefined;
  return (reply, stage) => {
    const cause = known.get(stage)?.get(reply);
    if (cause !== undefined) return cause;
    made ??= classifier();
    const told = made.classify(reply, { stage: parseStage(stage) }).cause;
    if (count++ >= MAX_REMEMBERED) {
      known.clear();
      count = 1;
    }
    const ofStage = known.get(stage);
    if (ofStage === undefined) known.set(stage, new Map([[reply, told]]));
    else ofStage.set(reply, told);
    return told;
  };
}

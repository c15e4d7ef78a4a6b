import { type AcquisitionId, makeAcquisition } from "../../acquisition/acquisition";
import type { FeatureMap } from "../../surrogate/gp/features";
import type { LogFactor } from "../../surrogate/gp/log-factor";
import { AcquisitionSurface } from "./acquisition-surface";
import { deviationOf, fantasyTerm, plainTerm } from "./acquisition-term";
import type { PendingBelief } from "./pending-belief";

interface LossSurface extends PendingBelief {
  readonly features: FeatureMap;
  readonly factor: LogFactor | null;
  readonly acquisition: AcquisitionId;
}

/**
 * The acquisition of points with one loss. Of many points the first draw of the hyperparameters alone decides which are
 * looked at more closely, with results still out what they are on average.
 */
export function lossSurface({ members, fantasized, acquisition: id, ...parts }: LossSurface): AcquisitionSurface {
  const [{ posterior, incumbentLoss }] = members;
  const acquisition = makeAcquisition(id, incumbentLoss);
  return new AcquisitionSurface({
    ...parts,
    terms:
      fantasized.length > 0
        ? fantasized.map((member) => fantasyTerm(member, member.fantasies, id))
        : members.map((member) => plainTerm(member, id)),
    logarithmic: id !== "ucb",
    screen: (points, factors, keep) =>
      posterior.screen(
        points,
        (mean, variance, index) => acquisition.value(mean, deviationOf(variance)) + (factors ? factors[index] : 0),
        keep,
      ),
    exact: members.length === 1 && fantasized.length === 0,
  });
}

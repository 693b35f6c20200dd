import type { Check } from "./checks/check";
import type { ProjectProfile } from "./profile";

/** What a project knows of itself, and what it checks beside: apart from the profile, which every check can see. */
export interface ReviewProfile extends ProjectProfile {
  /** Checks of the project's own, each with an id that no other has. @default - none */
  readonly checks?: readonly Check[];
}

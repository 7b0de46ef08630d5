/** "Did you mean", for all that is typed. */
export { nearest } from "@logmill/workers/nearest"

/** Node takes the types out, so that this runs as it is. */
interface Agent {
  readonly agentClass: string
  readonly bot: string | null
}

/** Our own programs, which no list of robots knows. `before` is what logmill makes of them. */
export const agent = (value: string, before: Agent): Partial<Agent> | null => {
  if (value.startsWith("ShopCheck/")) return { agentClass: "monitor", bot: "ShopCheck" }
  // The app calls itself what its HTTP library is called, with its own name in front.
  if (value.startsWith("ShopApp/") && before.agentClass === "library") return { agentClass: "human" }
  return null
}

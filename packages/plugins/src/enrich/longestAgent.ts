/** Agents are as long as their sender likes; more characters of one are not looked at. */
export const longestAgent = 1024

/**
 * A text in two parts, of which the layout cuts the first one's end. Whoever copies it or has it read gets one text: the end stands
 * behind the beginning without a width, and is shown a second time as what a style sheet adds. Does not choose where to part it.
 */
export const Middle = ({
  head,
  tail,
  isNamed = false
}: {
  readonly head: string
  readonly tail: string
  /** What it stands in says it in other words. */
  readonly isNamed?: boolean
}) => (
  <>
    <span class="head" aria-hidden={isNamed ? true : undefined}>
      {head}
      {tail !== "" && <span class="rest">{tail}</span>}
    </span>
    {tail !== "" && <span class="tail" data-end={tail} aria-hidden="true" />}
  </>
)

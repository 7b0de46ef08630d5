/**
 * Stands in the bundle where `Intl.Segmenter` is named, and becomes one when first used. Effect's help makes one as it is
 * loaded, which takes 10 ms, and ours is another.
 */
const { Segmenter } = Intl

export class LateSegmenter {
  readonly #given: ConstructorParameters<typeof Segmenter>
  #made: Intl.Segmenter | undefined

  constructor(...given: ConstructorParameters<typeof Segmenter>) {
    this.#given = given
  }

  segment(text: string): Intl.Segments {
    return (this.#made ??= new Segmenter(...this.#given)).segment(text)
  }
}

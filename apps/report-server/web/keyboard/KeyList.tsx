/** All keys, as they are listened to. */
import { usePage } from "../state/Page.ts"
import { keysOf } from "./keys.ts"

export const KeyList = () => (
  <div class="keys-columns">
    {keysOf(usePage()).map(({ title, keys }) => (
      <section key={title}>
        <h3>{title}</h3>
        <dl>
          {keys.map(({ keys, written, does }) => (
            <div key={does}>
              <dt>
                <kbd>{written ?? keys[0]}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    ))}
  </div>
)

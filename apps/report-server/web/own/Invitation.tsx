/** An address that opens the page in another browser, once. */
import { useState } from "preact/hooks"

import { ApiError } from "../api/Api.ts"
import { invite, type Invitation as Addresses } from "../api/session.ts"
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"

/** It opens what is shown here; the token is its fragment. */
const withView = (address: string, search: string): string => address.replace("/#", `/${search}#`)

export const Invitation = () => {
  const page = usePage()
  const [made, setMade] = useState<Addresses | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const make = (): void => {
    setFailure(null)
    invite().then(setMade, (error: unknown) => setFailure(error instanceof ApiError ? error.message : String(error)))
  }
  if (made === null) {
    return (
      <>
        <ul class="choices">
          <li>
            <button type="button" title="Makes an address that lets in one more browser" onClick={make}>
              Open elsewhere
            </button>
          </li>
        </ul>
        {failure !== null && (
          <p class="sheet-error" role="alert">
            {failure}
          </p>
        )}
      </>
    )
  }
  const here = /^http:\/\/(?:localhost|127\.|\[::1\])/.test(made.address)
  const all = here && made.elsewhere.length > 0 ? [...made.elsewhere, made.address] : [made.address, ...made.elsewhere]
  const addresses = all.map((address) => withView(address, location.search))
  return (
    <div class="invitation" role="status">
      <p>{addresses.length === 1 ? "Lets in one browser, once:" : "One of these lets in one browser, once:"}</p>
      {addresses.map((address) => (
        <p key={address} class="row-of-buttons">
          <input
            class="code"
            readOnly
            value={address}
            aria-label="Address"
            onFocus={(event) => event.currentTarget.select()}
          />
          <button type="button" onClick={() => void copyText(page, address)}>
            Copy
          </button>
        </p>
      ))}
      {made.is_local && (
        <p class="note">
          For another browser of this machine. Others can’t reach this server, but by{" "}
          <code>
            ssh -L {location.port}:localhost:{location.port}
          </code>{" "}
          or <code>logmill serve --host 0.0.0.0</code>.
        </p>
      )}
    </div>
  )
}

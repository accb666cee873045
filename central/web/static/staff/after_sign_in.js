// Where somebody wanted to go before they had to sign in: the way there and back loses the address.

const KEPT = "ostord-wanted";

/** Keep the address's fragment over a sign-in in this tab. */
export function keepPlace() {
  try {
    sessionStorage.setItem(KEPT, location.hash);
  } catch {
    // A browser that keeps nothing comes to the first view.
  }
}

/** Go there now, once. */
export function backToPlace() {
  try {
    const wanted = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (wanted && !location.hash) history.replaceState(null, "", wanted);
  } catch {
    // As above.
  }
}

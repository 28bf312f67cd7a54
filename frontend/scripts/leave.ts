// Leaving takes the place of the page in the history, so that "back" does not
// lead here again. What was open before it stays there: only people can clear
// that.
export function leaving(): void {
  document.querySelector<HTMLAnchorElement>("a[data-leave]")?.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    document.body.hidden = true;
    document.title = "";
    location.replace((e.currentTarget as HTMLAnchorElement).href);
  });
}

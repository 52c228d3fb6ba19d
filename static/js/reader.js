// Comfort only: "/" goes to the search box, as readers of other archives expect.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector("main input[type=search], header input[type=search]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

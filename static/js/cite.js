// Comfort only: a button that copies the citation, which can be selected by hand just as well.
const place = document.querySelector(".copying");
const button = place?.querySelector("[data-copies]");
const said = place?.querySelector("[role=status]");
if (button && navigator.clipboard) {
  place.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(source.textContent);
      said.textContent = "نُسخ.";
    } catch {
      getSelection().selectAllChildren(source);
      said.textContent = "لم يُنسخ؛ حُدّد النص لتنسخه بنفسك.";
    }
  });
}

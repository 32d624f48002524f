(function () {
  "use strict";
  var form = document.querySelector(".toolbar");
  var search = document.getElementById("q");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tr[data-words]"));
  var families = Array.prototype.slice.call(document.querySelectorAll(".matrix tbody"));
  var shown = document.querySelector(".shown");
  var none = document.querySelector(".none");

  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var result = form.querySelector("input[name=result]:checked").value;
    var count = 0;
    rows.forEach(function (row) {
      var match = words.every(function (word) { return row.dataset.words.indexOf(word) >= 0; })
        && (!result || row.dataset.results.split(" ").indexOf(result) >= 0);
      row.hidden = !match;
      count += match ? 1 : 0;
    });
    families.forEach(function (family) {
      family.hidden = !family.querySelector("tr[data-words]:not([hidden])");
    });
    shown.textContent = count === rows.length ? "" : count + " of " + rows.length + " shown";
    none.hidden = count > 0;
  }

  function reveal() {
    var row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row && row.dataset.words !== undefined) {
      search.value = "";
      form.querySelector("input[value='']").checked = true;
      apply();
      row.querySelector("details").open = true;
      row.scrollIntoView({block: "center"});
    }
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  window.addEventListener("hashchange", reveal);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && event.target.tagName !== "INPUT") {
      event.preventDefault();
      search.focus();
    }
  });
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(button.previousElementSibling.textContent).then(function () {
        button.textContent = "Copied";
      });
    });
  });
  reveal();
})();

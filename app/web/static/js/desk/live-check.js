// axe-core looks at the previewed page, in a frame of its own that is thrown away; what it finds is listed and marked.

import { loaded, withoutScripts } from "./live-frame.js";

const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};
const WEIGHT = { critical: "Must be mended", serious: "Should be mended", moderate: "Could be better", minor: "Could be better" };

// What axe holds against the part of the page that an editor writes: [{ weight, help, where, selector }].
export const check = async (html, { axe, width, height }) => {
  const frame = document.createElement("iframe");
  // No sandbox: one that lets a script of ours run would hold nothing back. Of scripts there is only axe in it.
  frame.className = "live-checking";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  document.body.append(frame);
  try {
    await loaded(
      frame,
      withoutScripts(html, (page) => {
        const script = page.createElement("script");
        script.type = "module";
        script.src = axe;
        page.head.append(script);
      }),
    );
    const runner = frame.contentWindow.axe;
    if (!runner) throw new Error("The checks could not be loaded.");
    const { violations } = await runner.run({ include: [["main"]] }, RULES);
    return violations.flatMap((rule) => rule.nodes.map((node) => finding(rule, node, frame.contentDocument)));
  } finally {
    frame.remove();
  }
};

const finding = (rule, node, page) => {
  const selector = String(node.target.at(-1));
  const element = page.querySelector(selector);
  const words = (element?.innerText || element?.getAttribute("alt") || element?.tagName.toLowerCase() || "").trim();
  return { weight: WEIGHT[node.impact ?? rule.impact] ?? "Could be better", help: rule.help, where: words.slice(0, 80), selector };
};

// Outlines in the preview; called again for each new page. The places that are gone are left out.
export const mark = (page, findings) => {
  for (const { selector } of findings) {
    const element = page.querySelector(selector);
    if (!element) continue;
    element.dataset.liveMarked = "";
    element.style.outline = "3px dashed #c2410c";
    element.style.outlineOffset = "3px";
  }
};

export const list = (holder, findings, show) => {
  holder.replaceChildren(
    ...findings.map((each) => {
      const line = document.createElement("li");
      const weight = document.createElement("strong");
      weight.textContent = `${each.weight}: `;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.textContent = each.where ? `Show “${each.where}”` : "Show the place";
      button.addEventListener("click", () => show(each));
      line.append(weight, `${each.help}. `, button);
      return line;
    }),
  );
};

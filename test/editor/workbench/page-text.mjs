// Runs inside the page.

/** The middle of a piece of text in an element, in pixels of the window. @throws Error where the element does not hold it */
export function textPosition(element, piece) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = '';
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data.replaceAll('\u00a0', ' ');
  }
  const at = text.indexOf(piece);
  if (at < 0) throw new Error(`"${piece}" is not in "${text}"`);
  const middle = at + Math.floor(piece.length / 2);
  const { node, start } = nodes.findLast(candidate => candidate.start <= middle);
  const range = document.createRange();
  range.setStart(node, middle - start);
  range.setEnd(node, middle - start + 1);
  const box = range.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A telephone number in E.164, as far as leaving out what people put between digits makes it so. */
export function readPhone(text: string): string {
  return text.replaceAll(/[\s().-]/g, "").replace(/^00/, "+");
}

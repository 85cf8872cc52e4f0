// Lists and maps with free keys in a file's shape. What is wrong in one entry does not hide what is wrong in the next.
import { type Form, text } from "./policy-scalars.ts";
import { mismatch, type Shape, type Text, within } from "./policy-shape.ts";
import { show, type YamlNode } from "./yaml-node.ts";

export function list<T>(item: Shape<T>, atLeast = 0): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: item.schema, ...(atLeast > 0 && { minItems: atLeast }) },
    read(node, spot) {
      if (node.kind !== "list") return mismatch(node, spot, "a list", listFix(node));
      if (node.items.length < atLeast)
        spot.log.error(
          node.at,
          `${spot.name} must have at least ${atLeast === 1 ? "one entry" : `${atLeast} entries`}.`,
        );
      const entry = { ...spot, name: `an entry of "${spot.inside}"` };
      return node.items.map((each) => item.read(each, entry)).filter((each) => each !== null);
    },
  };
}

function listFix(node: YamlNode): string | null {
  if (node.kind !== "scalar") return null;
  return isNothing(node) ? "Write [] for an empty list." : `Write it as a list: [${show(node.text)}].`;
}

/** A map whose keys people choose; `about` says what a key stands for. */
export function dictionary<T>(
  about: string,
  key: Form,
  value: Shape<T>,
): Shape<readonly { readonly key: Text; readonly value: T }[]> {
  const keys = text(key);
  return {
    schema: {
      type: "object",
      patternProperties: { [key.pattern]: { ...value.schema, description: about } },
      additionalProperties: false,
    },
    read(node, spot) {
      if (node.kind !== "map")
        return mismatch(node, spot, "a map", isNothing(node) ? "Write {} for an empty map, or remove the key." : null);
      return node.entries.flatMap((entry) => {
        // A key is text whatever it looks like: a team may be called 42.
        const name = keys.read(
          { ...entry.key, type: entry.key.type === "refused" ? "refused" : "text" },
          { ...spot, name: `a key of "${spot.inside}"` },
        );
        const read = value.read(entry.value, within(spot, entry.key.text, entry.key.at));
        return name === null || read === null ? [] : [{ key: name, value: read }];
      });
    },
  };
}

const isNothing = (node: YamlNode): boolean => node.kind === "scalar" && node.type === "nothing";

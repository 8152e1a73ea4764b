/** A picture as the contracts carry it. */
export interface PictureSource {
  readonly url: string;
  readonly alt: string;
}

/** Shown where a product has no picture. */
export const PLACEHOLDER = "/images/placeholder.svg";

export interface PictureProps {
  /** Absent when there is none. */
  image: PictureSource | undefined;
  /** Width and height in CSS pixels that the browser keeps free until it is there. */
  size?: number;
  /** The picture a visitor waits for: fetched first. All others are fetched when they come near. */
  priority?: boolean;
  /** Leaves it out for those who hear the page, where the text beside it says the same. */
  decorative?: boolean;
  class?: string;
}

/** A square picture that never shifts what is around it. */
export function Picture({ image, size = 600, priority = false, decorative = false, class: className }: PictureProps) {
  return (
    <img
      src={image?.url ?? PLACEHOLDER}
      alt={decorative ? "" : image?.alt ?? ""}
      width={size}
      height={size}
      loading={priority ? "eager" : "lazy"}
      fetchPriority={priority ? "high" : "auto"}
      decoding="async"
      class={`aspect-square bg-tile object-cover ${className ?? ""}`}
    />
  );
}

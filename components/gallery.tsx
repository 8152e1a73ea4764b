import { Picture, type PictureSource } from "./picture.tsx";

/** A product's pictures: the first in full, the others a swipe or a click away. No script. */
export function Gallery({ images, title }: { images: readonly PictureSource[]; title: string }) {
  const shown = images.length > 0 ? images : [undefined];
  const several = images.length > 1;
  return (
    <div class="glass rounded-panel p-2.5 sm:p-3.5">
      <ul
        class="flex snap-x snap-mandatory overflow-x-auto overscroll-x-contain rounded-[calc(var(--radius-panel)-0.6rem)] [scrollbar-width:none] motion-safe:scroll-smooth"
        aria-label={`Pictures of ${title}`}
        tabIndex={several ? 0 : undefined}
      >
        {shown.map((image, index) => (
          <li key={image?.url} id={`picture-${index + 1}`} class="w-full shrink-0 snap-start">
            <Picture image={image} size={800} priority={index === 0} class="w-full" />
          </li>
        ))}
      </ul>
      {several && (
        <ol class="mt-2.5 flex gap-2 overflow-x-auto p-1">
          {images.map((image, index) => (
            <li key={image.url} class="shrink-0">
              <a
                href={`#picture-${index + 1}`}
                aria-label={`Picture ${index + 1} of ${images.length}`}
                class="block rounded-xl hover:ring-2 hover:ring-accent"
              >
                <Picture image={image} size={64} decorative class="size-16 rounded-xl" />
              </a>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

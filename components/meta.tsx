import { Head } from "fresh/runtime";

export interface MetaProps {
  /** Without the shop's name. */
  title: string;
  description?: string;
  /** Address of the page without what does not change its meaning. */
  canonical?: string;
  /** Absolute address of a picture for previews. */
  image?: string | undefined;
  /** Keeps it out of search engines. */
  hidden?: boolean;
}

/** What a page tells search engines and previews. */
export function Meta({ title, description, canonical, image, hidden = false }: MetaProps) {
  return (
    <Head>
      <title>{`${title} · ShopFlow`}</title>
      <meta property="og:title" content={title} />
      {description && <meta name="description" content={description} />}
      {description && <meta property="og:description" content={description} />}
      {canonical && <link rel="canonical" href={canonical} />}
      {canonical && <meta property="og:url" content={canonical} />}
      {image && <meta property="og:image" content={image} />}
      {hidden && <meta name="robots" content="noindex, follow" />}
    </Head>
  );
}

import * as bags from "./bags.ts";
import * as bath from "./bath.ts";
import { type ColourName, PALETTE } from "./colour.ts";
import * as cooking from "./cooking.ts";
import * as garden from "./garden.ts";
import * as home from "./home.ts";
import * as kitchen from "./kitchen.ts";
import * as light from "./light.ts";
import * as linen from "./linen.ts";
import * as paper from "./paper.ts";
import type { Backdrop, Picture } from "./picture.ts";
import * as seasonal from "./seasonal.ts";
import * as toys from "./toys.ts";

type Draw = () => Picture;

const C = PALETTE;

/** Every picture of the sample catalogue by the name of its file, without `.svg`. */
export const PICTURES: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  // Kitchen
  ...inColours("stoneware-mug", { sage: "sand", clay: "mist", oat: "rose", ink: "stone" }, kitchen.stonewareMug),
  ...inColours("enamel-mug", { white: "sage", forest: "butter", mustard: "mist" }, kitchen.enamelMug),
  ...inColours("espresso-cups", { oat: "rose", charcoal: "stone" }, kitchen.espressoCups),
  ...inColours("latte-cup", { blush: "lilac", white: "sage" }, kitchen.latteCup),
  ...inColours("everyday-bowl", { sage: "rose", oat: "mist", sky: "sand" }, kitchen.everydayBowl),
  ...inColours("dinner-plate", { oat: "sage", ink: "stone", clay: "sand" }, kitchen.dinnerPlate),
  ["olive-salad-bowl", kitchen.oliveSaladBowl],
  ["serving-platter", kitchen.servingPlatter],
  ["cutting-board", kitchen.cuttingBoard],
  ["rolling-pin", kitchen.rollingPin],
  ...inColours("casserole", { rust: "sand", forest: "butter", cream: "sage" }, cooking.casserole),
  ["beech-spoons", cooking.beechSpoons],
  ["mortar", cooking.mortar],
  ...inColours("gooseneck-kettle", { black: "stone", cream: "mist", copper: "sage" }, cooking.gooseneckKettle),
  ["glass-teapot", cooking.glassTeapot],
  ["pour-over-set", cooking.pourOverSet],
  ["storage-jar", cooking.storageJar],
  ...inColours("tea-towel", { sage: "sand", rust: "mist", ink: "stone" }, linen.teaTowel),
  ...inColours("apron", { oat: "sage", moss: "stone", ink: "sand" }, linen.apron),
  ...inColours("oven-glove", { mustard: "mist", slate: "rose" }, linen.ovenGlove),

  // Home
  ...inColours("linen-cushion", { clay: "sand", sage: "stone", mustard: "mist", slate: "rose" }, linen.linenCushion),
  ...inColours("block-print-cushion", { indigo: "rose", rust: "mist" }, linen.blockPrintCushion),
  ...inColours("lambswool-throw", { heather: "sand", oat: "mist", moss: "stone" }, linen.lambswoolThrow),
  ...inColours("bud-vase", { blush: "sage", sky: "sand", oat: "lilac" }, home.budVase),
  ["ribbed-vase", home.ribbedVase],
  ["amphora", home.amphora],
  ["soy-candle-fig-and-cedar", () => home.soyCandle(C.forest, "#f1e6d0", "sand")],
  ["soy-candle-sea-salt", () => home.soyCandle("#6f97ad", "#eef1ee", "mist")],
  ["soy-candle-rose-geranium", () => home.soyCandle("#c07a80", "#f3dfd8", "rose")],
  ["soy-candle-woodsmoke", () => home.soyCandle(C.charcoal, "#e2d8cc", "stone")],
  ...inColours("dinner-candles", { honey: "mist", ivory: "sage", forest: "sand" }, home.dinnerCandles),
  ["reed-diffuser-fig-and-cedar", () => home.reedDiffuser(C.plum, "rose")],
  ["reed-diffuser-linen-and-rain", () => home.reedDiffuser("#5f8aa0", "mist")],
  ["brass-candlestick-low", () => home.brassCandlestick(false)],
  ["brass-candlestick-tall", () => home.brassCandlestick(true)],
  ...inColours("table-lamp", { cream: "mist", terracotta: "sage", forest: "sand" }, light.tableLamp),
  ["paper-pendant", light.paperPendant],
  ...inColours("lantern", { brass: "mist", black: "rose" }, light.lantern),
  ...inColours("wall-clock", { oak: "stone", walnut: "sage" }, home.wallClock),
  ["round-mirror", home.roundMirror],
  ["seagrass-basket", home.seagrassBasket],
  ...inColours("felt-box", { grey: "mist", rust: "sand" }, home.feltBox),

  // Stationery
  ...inColours("cloth-notebook", { forest: "sand", rust: "mist", ink: "rose", mustard: "stone" }, paper.clothNotebook),
  ["pocket-notebooks", paper.pocketNotebooks],
  ...inColours("weekly-planner", { blush: "mist", slate: "butter" }, paper.weeklyPlanner),
  ["fountain-pen", paper.fountainPen],
  ["cedar-pencils", paper.cedarPencils],
  ...inColours("rollerball", { black: "stone", sage: "rose", coral: "mist" }, paper.rollerball),
  ["botanical-cards", paper.botanicalCards],
  ...inColours("letterpress-cards", { blush: "mist", sky: "rose" }, paper.letterpressCards),
  ["gift-wrap-leaves", () => paper.giftWrap("leaves", C.forest, "sand")],
  ["gift-wrap-terrazzo", () => paper.giftWrap("terrazzo", C.coral, "stone")],
  ["gift-wrap-stripe", () => paper.giftWrap("stripe", C.ink, "rose")],
  ["desk-tray", paper.deskTray],
  ...inColours("pen-pot", { oat: "mist", sky: "sand" }, paper.penPot),
  ["desk-scissors", paper.deskScissors],

  // Garden
  ["terracotta-pot", garden.terracottaPot],
  ...inColours("glazed-planter", { sage: "rose", white: "mist", ink: "sand" }, garden.glazedPlanter),
  ...inColours("hanging-planter", { white: "sage", clay: "mist" }, garden.hangingPlanter),
  ...inColours("watering-can", { moss: "butter", cream: "sage" }, garden.wateringCan),
  ["hand-tool-trowel", () => garden.handTool("trowel")],
  ["hand-tool-fork", () => garden.handTool("fork")],
  ["gardening-gloves", garden.gardeningGloves],
  ["seed-tin", garden.seedTin],
  ["bird-house", garden.birdHouse],
  ["picnic-blanket-meadow", () => linen.picnicBlanket(C.moss, C.cream, "butter")],
  ["picnic-blanket-dusk", () => linen.picnicBlanket(C.slate, "#e3b5a4", "lilac")],

  // Bath & Body
  ["olive-soap-lavender", () => bath.oliveSoap("#b9add0", "lavender", "sand")],
  ["olive-soap-rosemary", () => bath.oliveSoap("#b3c1a0", "rosemary", "stone")],
  ["olive-soap-orange", () => bath.oliveSoap("#eab676", "orange", "mist")],
  ["olive-soap-unscented", () => bath.oliveSoap("#e6dcc4", "none", "sage")],
  ["hand-wash-bergamot", () => bath.handWash("#b98a2e", "sand")],
  ["hand-wash-eucalyptus", () => bath.handWash(C.forest, "mist")],
  ...inColours("waffle-towel", { white: "mist", sage: "stone", clay: "sand" }, linen.waffleTowel),
  ["bath-brush", bath.bathBrush],

  // Children
  ["rainbow-stacker", toys.rainbowStacker],
  ["pull-along-whale", toys.pullAlongWhale],
  ...inColours("knitted-bear", { honey: "sage", grey: "rose" }, toys.knittedBear),
  ["building-blocks", toys.buildingBlocks],
  ["bunting-meadow", () => linen.bunting([C.sage, C.mustard, C.coral], "sand")],
  ["bunting-harbour", () => linen.bunting([C.ink, C.sky, "#c4524a"], "mist")],
  ["night-light", light.nightLight],

  // Bags & Travel
  ...inColours("canvas-tote", { natural: "mist", ink: "sand", moss: "rose", rust: "sage" }, bags.canvasTote),
  ...inColours("backpack", { olive: "stone", black: "butter" }, bags.backpack),
  ...inColours("wash-bag", { slate: "rose", mustard: "mist" }, bags.washBag),
  ...inColours("insulated-bottle", { sage: "rose", ink: "stone", coral: "sand" }, bags.insulatedBottle),
  ["lunch-tin", bags.lunchTin],

  // Seasonal
  ["eucalyptus-wreath", seasonal.eucalyptusWreath],
  ["orange-garland", seasonal.orangeGarland],
  ...inColours("glass-baubles", { forest: "rose", amber: "sage", plum: "sand" }, seasonal.glassBaubles),
  ["paper-star", seasonal.paperStar],
  ["wooden-forest", seasonal.woodenForest],
]);

/** One picture in each colour, each before a backdrop that sets it off. */
function inColours(
  name: string,
  backdrops: Partial<Record<ColourName, Backdrop>>,
  draw: (colour: string, backdrop: Backdrop) => Picture,
): [string, Draw][] {
  return Object.entries(backdrops).map(([colour, backdrop]) => {
    return [`${name}-${colour}`, () => draw(PALETTE[colour as ColourName], backdrop)];
  });
}

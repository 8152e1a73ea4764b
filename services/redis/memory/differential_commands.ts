import fc from "fast-check";
import type { CommandLine } from "../backend.ts";
import { toBytes } from "../bytes.ts";

/**
 * The commands to compare. A word in lower case stands for a generated value, `A|B_c|` for one of several texts, of
 * which one may be nothing and `_` divides words; other words stand for themselves.
 */
const SHAPES = [
  ...["GET key", "SET key value", "SET key value NX|XX| GET| EX_seconds|PX_5000000|EXAT_unixtime|KEEPTTL|"],
  ...["SET key value EX|PX|NX|KEEPTTL|BOGUS EX_100|PX|XX|GET|", "SETNX key value", "SETEX key seconds value"],
  ...["PSETEX key seconds value", "GETSET key value", "GETDEL key", "GETEX key EX_seconds|PERSIST|PXAT_unixtime|EX|"],
  ...["MGET key key", "MSET key value key value", "MSETNX key value key value", "APPEND key value", "STRLEN key"],
  ...["GETRANGE key integer integer", "INCR key", "DECR key", "INCRBY key integer", "DECRBY key integer"],
  ...["INCRBYFLOAT key float", "DEL key key", "UNLINK key", "EXISTS key key", "TOUCH key key", "TYPE key"],
  ...["RENAME key key", "RENAMENX key key", "EXPIRE key seconds NX|XX|BOGUS|NX_LT|GT_LT|", "PEXPIRE key seconds"],
  ...["EXPIREAT key unixtime NX|XX|GT|LT|", "PEXPIREAT key unixtime", "TTL key", "PTTL key", "EXPIRETIME key"],
  ...[
    "PEXPIRETIME key",
    "PERSIST key",
    "KEYS keys",
    "HSCAN key 0 MATCH_pattern|COUNT_0|",
    "SSCAN key 0 MATCH_pattern|",
  ],
  ...["ZSCAN key 0 MATCH_pattern|", "SCAN x", "SCAN 0 MATCH|COUNT_0|COUNT_x|BOGUS"],
  ...["HSET key field value field value", "HSET key field value", "HMSET key field value", "HSETNX key field value"],
  ...[
    "HGET key field",
    "HMGET key field field",
    "HGETALL key",
    "HDEL key field field",
    "HEXISTS key field",
    "HLEN key",
  ],
  ...["HSTRLEN key field", "HKEYS key", "HVALS key", "HINCRBY key field integer", "HINCRBYFLOAT key field float"],
  ...["SADD key field field", "SREM key field", "SMEMBERS key", "SISMEMBER key field", "SMISMEMBER key field field"],
  ...["SCARD key", "SMOVE key key field", "SINTER key key", "SUNION key key", "SDIFF key key"],
  ...["LPUSH key field field", "RPUSH key field field", "LPUSHX key field", "RPUSHX key field", "LPOP key integer|"],
  ...["RPOP key integer|", "LLEN key", "LINDEX key integer", "LRANGE key integer integer", "LSET key integer field"],
  ...["LINSERT key BEFORE|AFTER|BOGUS field field", "LREM key integer field", "LTRIM key integer integer"],
  ...["LMOVE key key LEFT|RIGHT|BOGUS LEFT|RIGHT", "RPOPLPUSH key key"],
  ...["ZADD key NX|XX|GT|LT| CH|INCR| score field", "ZADD key NX|XX|GT|CH| score field score field"],
  ...["ZADD key INCR|NX|BOGUS GT|LT|XX| score field score field", "ZINCRBY key score field", "ZREM key field"],
  ...["ZSCORE key field", "ZMSCORE key field field", "ZCARD key", "ZRANK key field", "ZREVRANK key field"],
  ...["ZPOPMIN key integer|", "ZPOPMAX key integer|", "ZCOUNT key bound bound", "ZREMRANGEBYSCORE key bound bound"],
  ...[
    "ZRANGE key integer integer REV| WITHSCORES|",
    "ZRANGE key bound bound BYSCORE REV| LIMIT_1_2|LIMIT_0_-1| WITHSCORES|",
  ],
  ...["ZRANGE key 0 -1 LIMIT_0_1|BOGUS|LIMIT_0", "ZREVRANGE key integer integer WITHSCORES|REV|"],
  ...[
    "ZRANGEBYSCORE key bound bound WITHSCORES|REV| LIMIT_integer_integer|",
    "ZREVRANGEBYSCORE key bound bound WITHSCORES|",
  ],
  ...[
    "ZREMRANGEBYRANK key integer integer",
    "PING",
    "PING value",
    "PING value value",
    "ECHO value",
    "BOGUS field value",
  ],
];

const GENERATED: Record<string, string[]> = {
  value: [
    "1",
    "x",
    "-5",
    "3.5",
    "",
    "OK",
    "a\r\nb",
    toBytes("žluť 🐎"),
    "9223372036854775807",
    "+1",
    "01",
    "-0",
    "inf",
  ],
  field: ["f", "g", "h", "", toBytes("ž"), "\xff", "1"],
  integer: ["-4", "-2", "-1", "0", "1", "1", "2", "3", "x", "9223372036854775807", "-9223372036854775808"],
  float: ["1", "-2.5", "0.25", "3e2", "1.5", "inf", "-inf", "x", ".5", "5.", " 1"],
  score: ["-2", "-1", "0", "0.5", "1", "2", "2", "3", "-0", "inf", "-inf", "nan", "1e3", "x"],
  bound: ["-inf", "+inf", "-1", "0", "(0", "1", "(1", "2", "(2", "3", "(x"],
  seconds: ["60000", "900000", "0", "-1", "x", "9223372036854775807", "9223372036854775"],
  unixtime: ["33177117420", "33177117420000", "1", "0", "-1", "x"],
  pattern: ["*", "f*", "?", "[fg]", "[^f]", "[a-g]", "\\f", "[z-a]", "[", "[f", "\\", "*\xff*"],
};

/** Commands on a few keys and members, so that they are likely to meet; some lack a word or have one too many. */
export function commandLine(prefix: string): fc.Arbitrary<CommandLine> {
  const generated = { ...GENERATED, key: ["a", "b", "c", "d"].map((key) => prefix + key), keys: [`${prefix}[a-c]`] };
  const inOrder = fc.oneof(...SHAPES.map((shape) => sequence(shape.split(" "), generated)));
  // SCAN is out, for another one would find the keys of others.
  const toAlter = inOrder.filter((line) => line.length > 1 && line[0]!.toUpperCase() !== "SCAN");
  return fc.oneof(
    { weight: 18, arbitrary: inOrder },
    { weight: 1, arbitrary: toAlter.map((line) => line.slice(0, -1)) },
    { weight: 1, arbitrary: toAlter.map((line) => [...line, `${prefix}extra`]) },
  ) as fc.Arbitrary<CommandLine>;
}

function sequence(words: string[], generated: Record<string, string[]>): fc.Arbitrary<string[]> {
  return fc.tuple(...words.map((word) => alternatives(word, generated))).map((parts) => parts.flat());
}

function alternatives(word: string, generated: Record<string, string[]>): fc.Arbitrary<string[]> {
  const values = generated[word];
  if (values) return fc.constantFrom(...values).map((value) => [value]);
  if (!word.includes("|")) return fc.constantFrom([word], [word.toLowerCase()]);
  return fc.oneof(
    ...word.split("|").map((text) => {
      return text === "" ? fc.constant<string[]>([]) : sequence(text.split("_"), generated);
    }),
  );
}

/** What stands in an order where something of its customer stood, after the customer was erased. */
export const ERASED = "Erased";

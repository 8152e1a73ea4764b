/** Coupons are the same without regard to case and to blanks around them. */
export function couponKey(coupon: string): string {
  return coupon.trim().toUpperCase();
}

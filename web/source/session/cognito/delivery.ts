/** Where Cognito has sent a code. */
export interface Delivery {
  CodeDeliveryDetails?: { Destination?: string };
}

/** Such as `a***@e***`. Empty if Cognito does not say it. */
export const destinationOf = ({ CodeDeliveryDetails }: Delivery): string =>
  CodeDeliveryDetails?.Destination ?? "";

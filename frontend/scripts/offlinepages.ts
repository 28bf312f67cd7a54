// The pages that are there without a network.
export const pages = ["/list", "/plan", "/plan/edit", "/plan/well", "/help-now"];

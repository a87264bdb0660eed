/** What a browser on a desk shows of a page. */
export const desk = { width: 1280, height: 800 };

/** What a phone shows of it. */
export const phone = { width: 390, height: 844 };

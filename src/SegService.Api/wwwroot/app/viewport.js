const smallest = 1 / 32;
const largest = 64;

/** Where the image lies on the stage. Lengths are CSS pixels; image coordinates count pixels from the top left corner. */
export class Viewport {
  scale = 1;
  x = 0;
  y = 0;
  #stage = { width: 1, height: 1 };
  #image = { width: 1, height: 1 };
  #fitted = true;

  setImage(width, height) {
    this.#image = { width, height };
    this.fit();
  }

  /** Keeps the middle where it was; a fitted image stays fitted. */
  setStage(width, height) {
    const [middleX, middleY] = this.toImage(this.#stage.width / 2, this.#stage.height / 2);
    this.#stage = { width, height };
    if (this.#fitted) this.fit();
    else this.centre(middleX, middleY);
  }

  fit() {
    const { width, height } = this.#image;
    this.scale = clamp(Math.min(this.#stage.width / width, this.#stage.height / height), smallest, largest);
    this.centre(width / 2, height / 2);
    this.#fitted = true;
  }

  centre(imageX, imageY) {
    this.x = this.#stage.width / 2 - imageX * this.scale;
    this.y = this.#stage.height / 2 - imageY * this.scale;
    this.#settle();
  }

  /** Zooms so that the image point under (x, y) stays there; in the middle where none is given. */
  zoomTo(scale, x = this.#stage.width / 2, y = this.#stage.height / 2) {
    const [imageX, imageY] = this.toImage(x, y);
    this.scale = clamp(scale, smallest, largest);
    this.x = x - imageX * this.scale;
    this.y = y - imageY * this.scale;
    this.#settle();
  }

  pan(x, y) {
    this.x += x;
    this.y += y;
    this.#settle();
  }

  toImage(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  /** The image never leaves the stage altogether. */
  #settle() {
    const margin = 40;
    this.x = clamp(this.x, margin - this.#image.width * this.scale, this.#stage.width - margin);
    this.y = clamp(this.y, margin - this.#image.height * this.scale, this.#stage.height - margin);
    this.#fitted = false;
  }
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

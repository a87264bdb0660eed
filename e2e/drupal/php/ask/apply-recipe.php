<?php

/**
 * @file
 * Applies a recipe, as core's command "recipe" would.
 */

declare(strict_types=1);

use Drupal\Core\Recipe\Recipe;
use Drupal\Core\Recipe\RecipeRunner;

return static function (string $folder): array {
  RecipeRunner::processRecipe(Recipe::createFromDirectory($folder));
  return array_keys(\Drupal::moduleHandler()->getModuleList());
};
